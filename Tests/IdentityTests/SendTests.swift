import Foundation
import Identity
import Testing

/// Copies to another machine: the system's own scp at both ends, with a shell in place of sshd
/// between them, which is all that sshd would start.
@Suite struct SendTests {
    let folder: TemporaryFolder
    let remote: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        remote = try TemporaryFolder()
        let store = IdentityStore(folder: folder.path + "/apus-data/pki")
        _ = try store.makeAuthority()
        _ = try store.make([.server(ServerNames(["broker"])), .device(DeviceName("pump"))])
        let scp = try #require(Self.program("scp"))
        // What scp starts instead of ssh: notes its words and runs the last one as sshd does.
        try write(
            "fake-ssh",
            """
            #!/bin/sh
            printf '%s\\n' "$@" > '\(folder.path)/ssh-words'
            for command; do :; done
            PATH=/usr/bin:/bin
            cd '\(remote.path)' && exec sh -c "$command"
            """)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/bin", withIntermediateDirectories: true)
        try write(
            "bin/scp",
            """
            #!/bin/sh
            printf '%s\\n' "$@" > '\(folder.path)/scp-words'
            exec '\(scp)' -O -S '\(folder.path)/fake-ssh' "$@"
            """)
    }

    private static func program(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private func write(_ name: String, _ text: String) throws {
        try folder.write(text + "\n", to: name)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/" + name)
    }

    private func send(_ words: String...) throws -> ToolRun {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return try ToolRun.apus(
            ["cert", "send"] + words, in: folder,
            environment: ["PATH": folder.path + "/bin:" + path])
    }

    private func remoteFiles(_ name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: remote.path + "/" + name).sorted()
    }

    @Test func `what a device needs arrives with its rights, and never the authority's key`() throws
    {
        // Somebody was careless with the key on this side.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder.path + "/apus-data/pki/pump.key")
        let run = try send("pump", "pi@kitchen:.")
        #expect(run.status == 0, "\(run.text)")
        #expect(try remoteFiles() == ["ca.crt", "pump.crt", "pump.key"])
        #expect(try remote.mode(of: "pump.key") == 0o600)
        #expect(try remote.mode(of: "pump.crt") == 0o644)
        #expect(try remote.read("pump.key") == folder.read("apus-data/pki/pump.key"))
        #expect(try folder.read("ssh-words").contains("pi"))
        #expect(try folder.read("ssh-words").contains("kitchen"))
        #expect(run.text.contains("Sent to pi@kitchen"))
    }

    @Test func `a server is given the list of what was taken back, too`() throws {
        _ = try ToolRun.apus(["cert", "revoke", "pump"], in: folder)
        #expect(try send("broker", "kitchen:.").status == 0)
        #expect(try remoteFiles() == ["broker.crt", "broker.key", "ca.crl", "ca.crt"])
    }

    @Test func `a folder with a space and the port reach scp as words of their own`() throws {
        try FileManager.default.createDirectory(
            atPath: remote.path + "/my certs", withIntermediateDirectories: true)
        let run = try send("pump", "pi@kitchen:'my certs'", "--port", "2222")
        #expect(run.status == 0, "\(run.text)")
        #expect(try remoteFiles("my certs") == ["ca.crt", "pump.crt", "pump.key"])
        let words = try folder.read("scp-words").split(separator: "\n")
        #expect(words.prefix(4) == ["-p", "-P", "2222", "--"])
        #expect(words.last == "pi@kitchen:'my certs'")
    }

    @Test func `a folder that is not there is scp's error and ours`() throws {
        let run = try send("pump", "pi@kitchen:missing/")
        #expect(run.status == 1)
        #expect(run.text.contains("scp failed"))
        #expect(try remoteFiles().isEmpty)
    }

    @Test(arguments: [
        "-oProxyCommand=id:x", "pi@-oProxyCommand=id:x", "nowhere", "./a:b", ":x", "pi@:x",
        "scp://kitchen/x", "kitchen\n:x", "a b:x", "[fd00::1",
    ])
    func `a destination that scp would misread never reaches it`(place: String) throws {
        let run = try send("pump", "--", place)
        #expect(run.status == 64, "\(run.text)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/scp-words"))
    }

    @Test func `the authority is sent to nobody, nor is its key under another name`() throws {
        #expect(try send("ca", "kitchen:.").status == 1)
        for ending in ["crt", "key"] {
            try FileManager.default.copyItem(
                atPath: folder.path + "/apus-data/pki/ca.\(ending)",
                toPath: folder.path + "/apus-data/pki/copy.\(ending)")
        }
        #expect(try send("copy", "kitchen:.").status == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/scp-words"))
    }

    @Test func `without scp the answer is how to get it`() throws {
        let run = try ToolRun.apus(
            ["cert", "send", "pump", "kitchen:."], in: folder,
            environment: ["PATH": folder.path])
        #expect(run.status == 1)
        #expect(run.text.contains("apt-get install openssh-client"))
    }
}
