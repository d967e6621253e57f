internal import Foundation

/// The environment of a program that a test runs.
enum ProgramEnvironment {
    /// The test's own, but what the program keeps of itself lies in the test's folder.
    static func within(_ folder: URL) -> [String: String] {
        var environment = TestEnvironment.variables
        environment["STATE_DIRECTORY"] = nil
        environment["XDG_STATE_HOME"] = folder.appendingPathComponent("state").path
        return environment
    }
}
