import FaultCatalogue
import Misconfigurations

/// One cell of the table, as one peer filled it.
struct Cell: Sendable {
    /// The misconfiguration or healthy setup.
    let row: String
    let column: Column
    /// Who met whom, such as `apus and mosquitto 2`.
    let peers: String
    /// What is wrong with what was said; nil when it is right.
    let complaint: String?

    /// Whether what was said is what the row asks for.
    var isRight: Bool { complaint == nil }
}

/// What was said of a setup.
struct Said: Sendable {
    /// The faults that were named, the first one first.
    var ids: [FaultID] = []
    /// Whose the first one is; nil where the text does not say.
    var culprit: Culprit?
    /// What cures the first one.
    var cure = ""
    /// All of it, for whoever looks at a wrong cell.
    var text: String

    /// Nothing but words, in which a fault may be named in brackets.
    init(lines: String) {
        text = lines
        ids = lines.split(separator: "\n").flatMap { Self.ids(in: $0) }
        let line = lines.split(separator: "\n").first { !Self.ids(in: $0).isEmpty } ?? ""
        cure = line.split(separator: "; ").count > 1 ? String(line) : ""
    }

    /// The names in brackets: `[TLS-014]`.
    private static func ids(in line: Substring) -> [FaultID] {
        line.split(separator: "[").compactMap { part in
            guard let end = part.firstIndex(of: "]") else { return nil }
            return FaultID(rawValue: String(part[..<end]))
        }
    }

    /// What is wrong with it for a row of the table; nil when it is right.
    func complaint(for row: Misconfiguration) -> String? {
        if ids.first != row.id {
            let names = ids.map(\.rawValue).joined(separator: ", ")
            return "names \(names.isEmpty ? "nothing" : names), not \(row.id.rawValue): \(text)"
        }
        if let culprit, culprit != row.culprit {
            return "blames the \(culprit.rawValue), not the \(row.culprit.rawValue): \(text)"
        }
        return cure.isEmpty ? "has no cure: \(text)" : nil
    }
}
