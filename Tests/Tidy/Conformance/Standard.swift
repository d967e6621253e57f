/// The versions of MQTT whose numbered statements have tests.
enum Standard: String, CaseIterable {
    case mqtt5 = "5"
    case mqtt311 = "3.1.1"

    /// As its title page says it.
    var title: String {
        switch self {
        case .mqtt5: "MQTT 5.0"
        case .mqtt311: "MQTT 3.1.1"
        }
    }

    /// The file that lists its statements.
    var listPath: String { "docs/conformance/mqtt-\(rawValue).txt" }

    /// Where the tests of one side live. The two versions use the same ids for different
    /// statements, so the folder says which is meant.
    func folder(of side: Side) -> String {
        let version = rawValue.filter { $0 != "." }
        return "Tests/Conformance/MQTT\(version)\(side == .client ? "Client" : "")/"
    }
}
