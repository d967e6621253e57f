import ArgumentParser
import Identity

extension RevocationReason: ExpressibleByArgument {
    /// One of those that an operator may give.
    package init?(argument: String) {
        guard let reason = RevocationReason(name: argument), Self.forLeaves.contains(reason) else {
            return nil
        }
        self = reason
    }

    package static var allValueStrings: [String] { forLeaves.map(\.name) }
    package var defaultValueDescription: String { name }
}
