internal import Foundation

/// Where the build put the binary that the tests run.
package enum ApusBinary {
    /// The path of `apus`, beside the test bundle.
    package static var path: String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
        let place =
            bundle.isEmpty
            ? Bundle.main.bundlePath
            : URL(fileURLWithPath: bundle)
                .deletingLastPathComponent().path
        return place + "/apus"
    }
}
