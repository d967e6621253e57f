import FaultCatalogue
import Foundation
import StockPeers
import Testing

/// `apus explain`, as somebody types it.
@Suite(.timeLimit(.minutes(1))) struct ExplainCommandTests {
    private func explain(_ arguments: String...) async throws -> ProgramRun {
        let folder = try TemporaryFolder()
        return try await ProgramRun.run(
            ApusBinary.path, ["explain"] + arguments, in: folder.url)
    }

    @Test func `without words lists every fault`() async throws {
        let run = try await explain()
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        for fault in Fault.all {
            #expect(run.output.contains(fault.id.rawValue) && run.output.contains(fault.title))
        }
    }

    @Test(arguments: ["TLS-014", "tls-014", "tls14", "[TLS-014]"])
    func `a name gives the page`(name: String) async throws {
        let run = try await explain(name)
        #expect(run.exitCode == 0)
        #expect(run.output.hasPrefix("TLS-014  The private key belongs to another certificate\n"))
        for heading in ["WHAT PROGRAMS SAY", "WHY", "CURE", "MORE"] {
            #expect(run.output.contains("\n\(heading)\n"))
        }
        #expect(run.output.contains("key values mismatch"))
    }

    @Test func `several names give several pages`() async throws {
        let run = try await explain("TLS-001", "NET-003")
        #expect(run.output.contains("TLS-001  ") && run.output.contains("NET-003  "))
    }

    @Test func `words find the pages that show them`() async throws {
        let several = try await explain("unknown ca")
        #expect(several.exitCode == 0)
        #expect(several.output.contains("TLS-001") && several.output.contains("TLS-005"))
        #expect(!several.output.contains("TLS-018"))
        let one = try await explain("peer", "did", "not", "return", "a", "certificate")
        #expect(one.output.hasPrefix("TLS-022  "))
    }

    @Test(
        arguments: [("TSL-014", "TLS-014"), ("TLS-14O", nil), ("MQT-002", "MQTT-002")]
            as [(String, String?)])
    func `a name that is none is refused, with the one that was meant`(
        name: String, meant: String?
    ) async throws {
        let run = try await explain(name)
        #expect(run.exitCode == 1 && run.output.isEmpty)
        if let meant {
            #expect(run.errors.contains("there is no fault '\(name)'; did you mean \(meant), "))
        }
    }

    @Test func `a name far from all is refused`() async throws {
        let run = try await explain("XYZQ-777")
        #expect(run.exitCode == 1)
        #expect(
            run.errors == "apus: there is no fault 'XYZQ-777'; apus explain lists all of them\n")
    }

    @Test func `words that stand nowhere are refused`() async throws {
        let run = try await explain("zymurgy")
        #expect(run.exitCode == 1 && run.errors.contains("no fault shows 'zymurgy'"))
    }

    @Test(arguments: [("sed s/^/>/", ">TLS-014"), ("no-such-pager", "TLS-014")])
    func `on a terminal the pager shows it, or nobody does`(
        pager: String, start: String
    ) async throws {
        let folder = try TemporaryFolder()
        let text =
            "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
        let run = try await ProgramRun.run(
            "/usr/bin/env",
            [
                "PAGER=\(pager)", "/usr/bin/python3", "-c", text, ApusBinary.path, "explain",
                "tls-014",
            ],
            in: folder.url)
        #expect(run.exitCode == 0)
        #expect(run.output.hasPrefix(start))
    }

    @Test func `a pager is no shell`() async throws {
        let folder = try TemporaryFolder()
        let text = "import pty, sys; pty.spawn(sys.argv[1:])"
        let run = try await ProgramRun.run(
            "/usr/bin/env",
            [
                "PAGER=cat;touch trap", "/usr/bin/python3", "-c", text, ApusBinary.path, "explain",
                "TLS-014",
            ], in: folder.url)
        #expect(run.output.hasPrefix("TLS-014"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("trap")))
    }
}
