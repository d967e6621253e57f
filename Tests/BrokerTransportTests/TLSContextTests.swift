import BrokerCore
import BrokerTransport
import Foundation
import Testing

struct TLSContextTests {
    let folder: TemporaryFolder
    let settings: TLSSettings

    init() throws {
        folder = try TemporaryFolder()
        let authority = try TestAuthority("ca", in: folder)
        try authority.issue("server", subject: "/CN=localhost")
        settings = TLSSettings(
            certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key"),
            certificateAuthorityFile: authority.certificate, requiresCertificate: true)
    }

    private func fault(_ change: (inout TLSSettings) throws -> Void) throws -> TLSFault? {
        var changed = settings
        try change(&changed)
        return #expect(throws: TLSFault.self) { try TLSContext(changed) }
    }

    @Test func `good files make a context`() throws {
        _ = try TLSContext(settings)
    }

    @Test func `a path that leads nowhere is named`() throws {
        let path = folder.path("absent.pem")
        #expect(try fault { $0.certificateFile = path } == .missing(.certificate, path: path))
        #expect(try fault { $0.keyFile = path } == .missing(.key, path: path))
        #expect(
            try fault { $0.revocationListFile = path } == .missing(.revocationList, path: path))
    }

    @Test func `a missing authority file says which option to check`() throws {
        let path = folder.path("absent.pem")
        let fault = try fault { $0.certificateAuthorityFile = path }
        #expect(fault == .missing(.authorities, path: path))
        #expect(
            fault?.description
                == "Unable to load CA certificates \"\(path)\". Check cafile: "
                + "there is no such file.")
    }

    @Test func `a folder in place of a file cannot be read`() throws {
        let path = folder.url.path
        let fault = try fault { $0.certificateFile = path }
        #expect(fault == .unreadable(.certificate, path: path, SystemFault(code: 21)))
        #expect(fault?.description.contains("Is a directory") == true)
    }

    @Test func `a file without the right block holds none`() throws {
        let path = try folder.write("not PEM at all\n", to: "text")
        let keyPath = settings.keyFile
        #expect(
            try fault { $0.certificateFile = path } == .holdsNone(.certificate, path: path))
        #expect(
            try fault { $0.certificateFile = keyPath } == .holdsNone(.certificate, path: keyPath))
        #expect(try fault { $0.keyFile = path } == .holdsNone(.key, path: path))
        #expect(
            try fault { $0.certificateAuthorityFile = path }
                == .holdsNone(.authorities, path: path))
        #expect(
            try fault { $0.revocationListFile = path } == .holdsNone(.revocationList, path: path))
        let certificate = settings.certificateFile
        #expect(try fault { $0.keyFile = certificate } == .holdsNone(.key, path: certificate))
    }

    @Test(arguments: ["CERTIFICATE", "PRIVATE KEY"])
    func `a block that is no DER is malformed`(label: String) throws {
        let path = try folder.write(
            "-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n", to: "bad.pem")
        let fault = try fault {
            if label == "CERTIFICATE" { $0.certificateFile = path } else { $0.keyFile = path }
        }
        guard case .malformed(_, path, let error) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(error.code != 0)
    }

    @Test func `a good certificate followed by a cut one is malformed`() throws {
        let whole = try String(contentsOfFile: settings.certificateFile, encoding: .utf8)
        let path = try folder.write(whole + whole.prefix(200), to: "cut.pem")
        guard case .malformed(.certificate, path, _) = try fault({ $0.certificateFile = path })
        else {
            Issue.record("a cut chain was taken")
            return
        }
    }

    @Test(arguments: [
        ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ["genpkey", "-algorithm", "ED25519"],
    ])
    func `a key of another certificate is a mismatch, whatever its kind`(command: [String]) throws {
        let path = folder.path("other.key")
        let process = OpenSSLTool.process(command + ["-out", path])
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(
            try fault { $0.keyFile = path }
                == .keyMismatch(key: path, certificate: settings.certificateFile))
    }

    @Test func `an encrypted key is named instead of asked for`() throws {
        try OpenSSLTool.run(
            "pkey", "-in", "server.key", "-aes256", "-passout", "pass:secret", "-out", "locked",
            in: folder)
        let path = folder.path("locked")
        #expect(try fault { $0.keyFile = path } == .keyEncrypted(path: path))
    }

    @Test func `a key that is too short is refused with OpenSSL's reason`() throws {
        try OpenSSLTool.run(
            "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "weak.key", "-out",
            "weak.crt", "-subj", "/CN=weak", in: folder)
        let path = folder.path("weak.crt")
        let fault = try fault { $0.certificateFile = path }
        guard case .refused(.certificate, path, let error) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(error.description.contains("ee key too small"))
    }

    @Test func `cipher lists that OpenSSL does not know are named`() throws {
        #expect(try fault { $0.cipherList = "NO-SUCH" } == .cipherList("NO-SUCH"))
        #expect(try fault { $0.cipherSuites = "NO-SUCH" } == .cipherSuites("NO-SUCH"))
    }

    @Test func `a demand for certificates needs somebody who may have signed them`() throws {
        #expect(try fault { $0.certificateAuthorityFile = nil } == .noAuthorities)
    }

    @Test func `a folder of authorities must exist`() throws {
        let path = folder.path("absent")
        let expected = TLSFault.missing(.authorityFolder, path: path)
        #expect(try fault { $0.certificateAuthorityPath = path } == expected)
        var withFolder = settings
        withFolder.certificateAuthorityFile = nil
        withFolder.certificateAuthorityPath = folder.url.path
        _ = try TLSContext(withFolder)
    }
}
