/// A setup with nothing to report.
package struct HealthySetup: Sendable, CustomStringConvertible {
    /// What is special about it.
    package let name: String
    private let build: @Sendable (Bench) async throws -> Setup

    package var description: String { name }

    init(_ name: String, _ build: @escaping @Sendable (Bench) async throws -> Setup) {
        self.name = name
        self.build = build
    }

    /// Makes its files in a folder of their own.
    package func make(with kit: Kit) async throws -> Setup { try await build(Bench(kit)) }
}
