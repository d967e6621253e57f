package import Foundation

/// A folder that lives as long as the test that made it.
package final class TemporaryFolder: Sendable {
    package let url: URL

    /// An empty folder with a name of its own.
    package init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }  // leftovers in /tmp do no harm

    /// The path of a file in the folder.
    package func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
