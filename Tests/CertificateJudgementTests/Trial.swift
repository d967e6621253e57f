import FaultCatalogue
import Testing

/// A scene, and what the judge must say of it.
struct Trial: Sendable, CustomTestStringConvertible {
    /// What is the matter, or what is well.
    let name: String
    /// What comes first among the findings; nil for a healthy scene.
    let id: FaultID?
    let culprit: Culprit?
    /// Whether `openssl verify` refuses what the judge calls a fault, and only that.
    let isOracleOfOneMind: Bool
    let build: @Sendable (Workshop) throws -> Scene

    var testDescription: String { "\(id?.rawValue ?? "healthy"): \(name)" }

    init(
        _ name: String, _ id: FaultID? = nil, _ culprit: Culprit? = nil,
        opensslDiffers: Bool = false, _ build: @escaping @Sendable (Workshop) throws -> Scene
    ) {
        self.name = name
        self.id = id
        self.culprit = culprit
        isOracleOfOneMind = !opensslDiffers
        self.build = build
    }
}
