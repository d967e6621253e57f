package import FaultCatalogue

/// Something that people get wrong, which can be made for real, and what must be said of it.
package struct Misconfiguration: Sendable, CustomStringConvertible {
    /// What is wrong, as a sentence without its stop.
    package let name: String
    /// Which fault it is.
    package let id: FaultID
    /// Who has to act.
    package let culprit: Culprit
    /// Whether connections fail because of it, or work here and now.
    package let weight: Finding.Weight
    /// Where the information is that names it; elsewhere nobody can know.
    package let columns: Set<Column>
    private let build: @Sendable (Bench) async throws -> Setup

    package var description: String { "\(id.rawValue) \(name)" }

    init(
        _ name: String, _ id: FaultID, _ culprit: Culprit, weight: Finding.Weight = .fault,
        in columns: Set<Column>, _ build: @escaping @Sendable (Bench) async throws -> Setup
    ) {
        self.name = name
        self.id = id
        self.culprit = culprit
        self.weight = weight
        self.columns = columns
        self.build = build
    }

    /// Makes its files in a folder of their own.
    package func make(with kit: Kit) async throws -> Setup { try await build(Bench(kit)) }

    /// All of them.
    package static let all: [Misconfiguration] =
        names + authorities + time + files + chains + shown + spoken + revoked + beyond + network
        + sessions
}

extension Set<Column> {
    static let everywhere: Self = [.files, .live, .brokerLog, .clientError]
    /// The peers that meet; the files alone do not show it.
    static let connecting: Self = [.live, .brokerLog, .clientError]
    /// Both who read the files: the doctor and the broker, which does not start.
    static let brokerFiles: Self = [.files, .brokerLog]
    /// Both who read the files: the doctor and the client, which does not connect.
    static let clientFiles: Self = [.files, .clientError]
}
