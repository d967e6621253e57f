import ApusClient
import FaultCatalogue
import Foundation
import Misconfigurations
import StockPeers
import TLSDoctor

/// Makes every setup and asks about it in every column.
struct FaultTable: Sendable {
    private let kit: Kit

    init() async throws { kit = try await Kit() }

    /// What was said of every misconfiguration, in the table's order.
    func misconfigurations() async throws -> [[Cell]] {
        try await Abreast.map(Misconfiguration.all.count) { index in
            let row = Misconfiguration.all[index]
            return try await cells(of: row, try await row.make(with: kit), number: index)
        }
    }

    /// What was said of every healthy setup.
    func healthySetups() async throws -> [[Cell]] {
        try await Abreast.map(HealthySetup.all.count) { index in
            let row = HealthySetup.all[index]
            return try await cells(of: row, try await row.make(with: kit))
        }
    }

    private func cells(
        of row: Misconfiguration, _ setup: Setup, number: Int
    ) async throws -> [Cell] {
        let meeting = Meeting(setup: setup)
        var cells: [Cell] = []
        func add(_ column: Column, _ peers: String, _ said: Said) {
            let complaint = said.complaint(for: row)
            cells.append(Cell(row: "\(row)", column: column, peers: peers, complaint: complaint))
        }
        if row.columns.contains(.files) {
            add(.files, "doctor", Self.said(try meeting.files(), of: row))
        }
        if row.columns.contains(.brokerLog) {
            for (index, client) in Self.clients(for: row, setup, number).enumerated() {
                let log = try await meeting.brokerLog(client, log: "broker-\(index).log")
                add(.brokerLog, client.name, Said(lines: log))
            }
        }
        guard !row.columns.isDisjoint(with: [.live, .clientError]) else { return cells }
        var places = try await Place.all(for: setup)
        // A client whose files are bad says so wherever it goes.
        if places.isEmpty { places = [try await Place.nowhere()] }
        for place in places {
            if row.columns.contains(.live) {
                let report = await meeting.live(port: place.port)
                add(.live, "doctor and \(place.name)", Self.said(report, of: row))
            }
            if row.columns.contains(.clientError) {
                let error = await SetupClient.error(setup, port: place.port)
                var said = Said(lines: error.map { "\($0)" } ?? "connected")
                said.culprit = (error?.diagnosis?.culprit).flatMap {
                    Culprit(rawValue: $0.rawValue)
                }
                add(.clientError, "apus and \(place.name)", said)
            }
        }
        return cells
    }

    /// mosquitto_pub, and in turn one of the others where TLS itself is at fault.
    private static func clients(
        for row: Misconfiguration, _ setup: Setup, _ number: Int
    ) -> [StockClient] {
        let isHandshake =
            row.columns.isSuperset(of: [.live, .brokerLog, .clientError]) && setup.client.usesTLS
            && row.id.rawValue.hasPrefix("TLS") && setup.stockClient == .mosquitto
            && setup.broker["certfile"] != nil
        return isHandshake
            ? [.mosquitto, StockClient.others[number % StockClient.others.count]]
            : [setup.stockClient]
    }

    /// A fault must come first; a warning, where nothing else is at fault.
    private static func said(_ report: DoctorReport, of row: Misconfiguration) -> Said {
        var said = Said(lines: "")
        let findings =
            row.weight == .fault
            ? report.faults
            : report.faults + report.warnings.filter { $0.id == row.id } + report.warnings
        said.ids = findings.map(\.id)
        said.culprit = findings.first?.culprit
        said.cure = findings.first?.cure ?? ""
        said.text = report.findings.map(\.line).joined(separator: "\n")
        return said
    }

    private func cells(of row: HealthySetup, _ setup: Setup) async throws -> [Cell] {
        let meeting = Meeting(setup: setup)
        var cells: [Cell] = []
        func add(_ column: Column, _ peers: String, _ complaint: String?) {
            cells.append(Cell(row: "\(row)", column: column, peers: peers, complaint: complaint))
        }
        add(.files, "doctor", Self.alarm(try meeting.files()))
        let broker = try SetupBroker(setup, log: "broker.log")
        let code = try await StockClient.mosquitto.meet(setup, port: broker.port)
        let log = try broker.finalLog()
        let isQuiet = code == 0 && Said(lines: log).ids.isEmpty
        add(.brokerLog, "mosquitto_pub", isQuiet ? nil : "exit code \(code): \(log)")
        for place in try await Place.all(for: setup) {
            let report = await meeting.live(port: place.port)
            add(.live, "doctor and \(place.name)", Self.alarm(report))
            let error = await SetupClient.error(setup, port: place.port)
            add(.clientError, "apus and \(place.name)", error.map { "\($0)" })
        }
        return cells
    }

    private static func alarm(_ report: DoctorReport) -> String? {
        report.findings.isEmpty ? nil : report.findings.map(\.line).joined(separator: "\n")
    }
}
