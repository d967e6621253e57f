import FaultCatalogue
import Foundation
import StockPeers
import TLSDoctor
import Testing

/// The lab that gave up with `--insecure`: all certificates bear one name.
@Suite struct FirstReportTests {
    let bench: Workbench

    /// Made with the lab's commands: RSA 2048, `x509 -req`, version 1, 100 days.
    init() async throws {
        bench = try Workbench()
        let name = "/C=FR/ST=France/O=ISIS"
        try await bench.openssl("genrsa", "-out", "ca.key", "2048")
        try await bench.openssl(
            "req", "-new", "-key", "ca.key", "-subj", name, "-out", "ca.csr")
        try await bench.openssl(
            "x509", "-req", "-in", "ca.csr", "-signkey", "ca.key", "-days", "100", "-out",
            "ca.crt")
        for leaf in ["broker", "client"] {
            try await bench.openssl(
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(leaf).key", "-out",
                "\(leaf).csr", "-subj", name)
            try await bench.openssl(
                "x509", "-req", "-in", "\(leaf).csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "100", "-out", "\(leaf).crt")
        }
    }

    private var mutualTLS: [String] {
        [
            "cafile \(bench.path("ca.crt"))", "certfile \(bench.path("broker.crt"))",
            "keyfile \(bench.path("broker.key"))", "require_certificate true",
            "allow_anonymous true",
        ]
    }

    private func publish(_ broker: StockBroker) async throws -> ProgramRun {
        try await ProgramRun.run(
            "mosquitto_pub",
            [
                "-h", "localhost", "-p", "\(broker.port)", "--cafile", bench.path("ca.crt"),
                "--cert", bench.path("client.crt"), "--key", bench.path("client.key"), "-t",
                "world", "-m", "hello",
            ], in: bench.folder.url)
    }

    @Test func `three certificates are enough to name the shared subject name`() throws {
        let report = bench.examine("ca.crt", "broker.crt", "client.crt")
        let first = try #require(report.faults.first, "\(report.text)")
        #expect(first.id == .sharedSubjectName)
        #expect(first.culprit == .authority)
        #expect(first.what.contains("O=ISIS"))
        #expect(first.what.contains("broker.crt") && first.what.contains("client.crt"))
        #expect(first.cure.contains("openssl req -x509"))
        #expect(report.faults.count == 1, "\(report.summary)")
        #expect(!report.isHealthy)
    }

    @Test func `the commands of the cure mend it, and mosquitto works without --insecure`()
        async throws
    {
        let report = bench.examine("ca.crt", "broker.crt", "client.crt")
        let finding = try #require(report.faults.first)
        let broken = try await StockBroker(settings: mutualTLS)
        #expect(try await publish(broken).exitCode != 0)
        for command in commands(in: finding.cure) {
            try await ProgramRun.succeed("/bin/sh", ["-c", command], in: bench.folder.url)
        }
        let mended = bench.examine("ca.crt", "broker.crt", "client.crt", host: "localhost")
        #expect(mended.isHealthy, "\(mended.summary)")
        let broker = try await StockBroker(settings: mutualTLS)
        let run = try await publish(broker)
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    @Test func `without the authority's key the cure is a new authority, which mends it, too`()
        async throws
    {
        try FileManager.default.moveItem(
            atPath: bench.path("ca.key"), toPath: bench.path("elsewhere"))
        let report = bench.examine("ca.crt", "broker.crt", "client.crt")
        let finding = try #require(report.faults.first)
        for command in commands(in: finding.cure) {
            #expect(command.hasPrefix("apus "))
            let words = command.replacing("\"$(hostname)\"", with: "test.example")
                .split(separator: " ").dropFirst().map(String.init)
            try await ProgramRun.succeed(ApusBinary.path, words, in: bench.folder.url)
        }
        let made = bench.path("apus-data/pki") + "/"
        let broker = try await StockBroker(settings: [
            "cafile \(made)ca.crt", "certfile \(made)test.example.crt",
            "keyfile \(made)test.example.key", "require_certificate true", "allow_anonymous true",
        ])
        let run = try await ProgramRun.run(
            "mosquitto_pub",
            [
                "-h", "localhost", "-p", "\(broker.port)", "--cafile", made + "ca.crt", "--cert",
                made + "my-client.crt", "--key", made + "my-client.key", "-t", "world", "-m",
                "hello",
            ], in: bench.folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    @Test func `the command says it in plain text and exits with 1`() async throws {
        let run = try await ProgramRun.run(
            ApusBinary.path, ["doctor", "ca.crt", "broker.crt", "client.crt"],
            in: bench.folder.url)
        #expect(run.exitCode == 1)
        #expect(run.output.contains("✗"))
        #expect(run.output.contains("[TLS-001]"))
        #expect(run.output.contains("whose turn: who issues the certificates"))
        #expect(run.output.contains("\n    openssl req -x509 -new -key ca.key"))
        #expect(!run.output.contains("\u{1B}"))
    }

    private func commands(in cure: String) -> [String] {
        let parts = cure.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
