/// Every option an operator may write; parser, manual and suggestions all come from it.
package enum OptionTable {
    /// All options, in the manual's order.
    package static let options: [ConfigurationOption] =
        listenerOptions + tlsOptions + accessOptions + limitOptions + loggingOptions
        + persistenceOptions + generalOptions + unsupportedOptions

    private static let optionsByName = Dictionary(
        options.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The option of a name.
    package static func option(named name: String) -> ConfigurationOption? { optionsByName[name] }

    /// The existing name that an unknown one was most likely meant to be.
    package static func nearestName(to name: String) -> String? {
        let farthest = max(1, name.utf8.count / 3)
        // A name far longer than any option is a pasted line, not a slip.
        guard name.utf8.count <= 64 else { return nil }
        let lowercased = name.lowercased()
        let candidates = options.map { ($0.name, editDistance(lowercased, $0.name)) }
        guard let best = candidates.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
        return best.1 <= farthest ? best.0 : nil
    }
}
