import Foundation
import Identity
import Testing

/// What firmware is given.
@Suite struct DeviceKitTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
    }

    private func kit(
        _ name: String, parts: [DeviceKit.Part] = DeviceKit.Part.allCases,
        host: String = "broker.example"
    ) throws -> DeviceKit {
        _ = try folder.store.make([.device(DeviceName(name))])
        let kit = DeviceKit(
            name, in: folder.store.folder, parts: parts, broker: DeviceKit.Broker(host: host))
        _ = try kit.write(from: folder.store)
        return kit
    }

    @Test func `whatever holds the key is the owner's alone`() throws {
        let kit = try kit("pump")
        #expect(kit.path == folder.store.folder + "/pump-device")
        let files = try FileManager.default.contentsOfDirectory(atPath: kit.path).sorted()
        #expect(
            files == [
                "bundle.pem", "ca.crt", "device.crt", "device.key", "identity.h", "mongoose.json",
                "mongoose.sh",
            ])
        #expect(try folder.mode(of: "pki/pump-device") == 0o700)
        for file in files {
            let text = try folder.read("pki/pump-device/\(file)")
            let mode = try folder.mode(of: "pki/pump-device/\(file)")
            #expect(mode == (text.contains("PRIVATE KEY") ? 0o600 : 0o644), "\(file)")
            #expect(text.hasSuffix("\n"))
        }
    }

    @Test func `only the parts that were asked for are written, and known again`() throws {
        _ = try kit("pump", parts: [.mongoose])
        let folderPath = folder.store.folder
        #expect(DeviceKit.parts(of: "pump", in: folderPath) == [.mongoose])
        #expect(DeviceKit.parts(of: "fan", in: folderPath) == nil)
        #expect(!FileManager.default.fileExists(atPath: folderPath + "/pump-device/identity.h"))
    }

    @Test func `openssl takes key and chain from the bundle`() throws {
        _ = try kit("pump")
        for line in [
            "pkey -in pki/pump-device/bundle.pem -noout -check",
            "verify -x509_strict -purpose sslclient -CAfile pki/pump-device/ca.crt"
                + " pki/pump-device/device.crt",
        ] {
            let run = try ToolRun.openssl(line, in: folder)
            #expect(run.status == 0, "\(run.text)")
        }
        let script = "import ssl, sys; ssl.create_default_context().load_cert_chain(sys.argv[1])"
        let python = try ToolRun(
            "python3", ["-c", script, "pki/pump-device/bundle.pem"], in: folder)
        #expect(python.status == 0, "\(python.text)")
    }

    @Test(arguments: ["pump", "Küche \"1\" ??- $HOME `id`'s"])
    func `a C compiler finds in the header what the files hold`(name: String) throws {
        _ = try kit(name, host: "fd00::1")
        try folder.write(
            """
            #include "identity.h"
            #include <stdio.h>
            int main(void) {
                fputs(apus_ca_certificate, stdout);
                fputs(apus_certificate, stdout);
                fputs(apus_private_key, stdout);
                printf("%s|%d|%s", APUS_BROKER_HOST, APUS_BROKER_PORT, APUS_CLIENT_ID);
                return 0;
            }
            """, to: "main.c")
        let include = "pki/\(name)-device"
        // Whoever has Swift has clang beside it.
        let built = try ToolRun(
            "clang", ["-Wall", "-Werror", "-trigraphs", "-I", include, "main.c", "-o", "main"],
            in: folder)
        #expect(built.status == 0, "\(built.text)")
        let files = try ["ca.crt", "device.crt", "device.key"].map {
            try folder.read("\(include)/\($0)")
        }
        #expect(
            try ToolRun(folder.path + "/main", [], in: folder).text
                == files.joined() + "fd00::1|8883|\(name)")
    }

    @Test(arguments: ["pump", "Küche \"1\" $HOME `id`'s"])
    func `Mongoose OS is given the same by its settings and by its script`(name: String) throws {
        _ = try kit(name)
        let text = try folder.read("pki/\(name)-device/mongoose.json")
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let mqtt = try #require(json?["mqtt"] as? [String: Any])
        #expect(mqtt["server"] as? String == "broker.example:8883")
        #expect(mqtt["client_id"] as? String == name)
        #expect(mqtt["ssl_key"] as? String == "device.key")
        // The script calls `mos`; here that is a program that says what it was given.
        try folder.write("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", to: "mos")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/mos")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let run = try ToolRun(
            "sh", ["pki/\(name)-device/mongoose.sh"], in: folder,
            environment: ["PATH": folder.path + ":" + path])
        let words = run.text.split(separator: "\n").map(String.init)
        #expect(words.prefix(2) == ["put", "ca.crt"])
        for (key, value) in mqtt where key != "enable" {
            #expect(words.contains("mqtt.\(key)=\(value)"), "\(key)")
        }
    }

    @Test func `an IPv6 address of the broker stands in brackets before its port`() {
        #expect(DeviceKit.Broker(host: "fd00::1").text == "[fd00::1]:8883")
        #expect(DeviceKit.Broker(host: "broker", port: 443).text == "broker:443")
    }
}
