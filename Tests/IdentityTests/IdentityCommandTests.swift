import Foundation
import Identity
import Testing

/// The commands as an operator types them, each in a process of its own.
@Suite struct IdentityCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func apus(_ arguments: String...) throws -> ToolRun {
        try .apus(arguments, in: folder)
    }

    @Test func `without any flag all identities lie where apus up looks for them`() throws {
        for line in [["ca", "init"], ["cert", "server", "localhost"], ["cert", "device", "x"]] {
            let run = try ToolRun.apus(line, in: folder)
            #expect(run.status == 0, "\(run.text)")
        }
        let store = IdentityStore(folder: folder.path + "/apus-data/pki")
        #expect(try store.ensureAuthority().origin == .reused)
        #expect(try store.ensureServer(names: ["localhost"]).origin == .reused)
        #expect(try store.ensureDevice(name: "x").origin == .reused)
    }

    @Test func `a second run refuses, names the file and the way, and leaves it alone`() throws {
        _ = try apus("ca", "init")
        _ = try apus("cert", "device", "x")
        let before = try folder.read("apus-data/pki/x.key")
        let second = try apus("cert", "device", "x")
        #expect(second.status == 1)
        #expect(second.text.contains("apus-data/pki/x.key: is there already"))
        #expect(second.text.contains("--force"))
        #expect(try folder.read("apus-data/pki/x.key") == before)
        #expect(try apus("cert", "device", "x", "--force").status == 0)
        #expect(try folder.read("apus-data/pki/x.key") != before)
    }

    @Test(arguments: ["000", "022", "077"])
    func `whatever the umask, a key is private and a certificate readable`(umask: String) throws {
        let line = "umask \(umask) && '\(ToolRun.apusPath)' ca init --dir pki"
        #expect(try ToolRun("sh", ["-c", line], in: folder).status == 0)
        #expect(try folder.mode(of: "pki") == 0o700)
        #expect(try folder.mode(of: "pki/ca.key") == 0o600)
        #expect(try folder.mode(of: "pki/ca.crt") == 0o644)
    }

    @Test func `without an authority the answer is the command that makes one`() throws {
        let run = try apus("cert", "device", "x")
        #expect(run.status == 1)
        #expect(run.text.contains("apus-data/pki/ca.crt: no such file"))
        #expect(run.text.contains("apus ca init"))
    }

    @Test(arguments: ["../x", "", "a\u{1B}[2Jb", "x\ny"])
    func `a hostile name is refused and printed without its effect`(name: String) throws {
        _ = try apus("ca", "init")
        let run = try apus("cert", "device", name)
        #expect(run.status == 1)
        #expect(run.text.hasPrefix("Error: the name \""))
        #expect(!run.text.contains("\u{1B}"))
        #expect(run.text.split(separator: "\n").count == 1)
    }

    @Test(arguments: ["0", "36501", "99999999999"])
    func `a lifetime beyond reason is refused`(days: String) throws {
        _ = try apus("ca", "init")
        let run = try apus("cert", "server", "localhost", "--days", days)
        #expect(run.status == 1)
        #expect(run.text.contains("choose 1 to 36500"))
    }

    @Test func `the printed mosquitto_pub line survives a folder that the shell would split`()
        throws
    {
        let dir = "it's my data"
        _ = try apus("ca", "init", "--dir", dir)
        let run = try apus("cert", "device", "x", "--dir", dir)
        let line = try #require(run.text.range(of: "mosquitto_pub")).lowerBound
        let echoed = try ToolRun(
            "sh",
            ["-c", "mosquitto_pub() { printf '%s\\n' \"$@\"; }\n" + String(run.text[line...])],
            in: folder)
        let words = echoed.text.split(separator: "\n").map(String.init)
        let key = try #require(words.firstIndex(of: "--key"))
        #expect(words[key + 1].hasSuffix("/it's my data/x.key"))
        #expect(FileManager.default.fileExists(atPath: words[key + 1]))
    }

    @Test(arguments: [["ca", "init"], ["cert", "server"], ["cert", "device"]])
    func `help shows an example`(command: [String]) throws {
        let run = try ToolRun.apus(command + ["--help"], in: folder)
        #expect(run.status == 0)
        #expect(run.text.contains("apus \(command.joined(separator: " ")) "))
        #expect(run.text.contains("Example"))
    }
}
