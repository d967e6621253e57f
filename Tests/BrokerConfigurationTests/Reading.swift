import BrokerConfiguration
import BrokerCore
import Foundation
import Testing

/// The settings of a text, which must be usable.
func settings(
    _ text: String, overrides: ConfigurationOverrides = ConfigurationOverrides()
) throws -> BrokerSettings {
    try ConfigurationReader.read(text: text, file: "x.conf", overrides: overrides).settings
}

/// The lines an operator sees for a text, whether it can be used or not.
func lines(_ text: String) -> [String] {
    do {
        return try ConfigurationReader.read(text: text, file: "x.conf").warnings.map(\.text)
    } catch {
        return error.problems.map(\.text)
    }
}

/// Whether a text is refused.
func isRefused(_ text: String) -> Bool {
    do {
        _ = try ConfigurationReader.read(text: text, file: "x.conf")
        return false
    } catch {
        return true
    }
}

/// A fixture's text.
func fixture(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try String(
        contentsOf: folder.appending(path: "Fixtures").appending(path: name), encoding: .utf8)
}

/// Runs a body with a folder of files that is gone afterwards.
func withFolder(
    _ files: [String: String], body: (_ path: String) throws -> Void
) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // nothing depends on its absence
    for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try body(folder.path(percentEncoded: false))
}
