/// One line of the option table: all that parser, manual and suggestions know of an option.
package struct ConfigurationOption: Sendable {
    /// The name at the beginning of a line.
    package let name: String

    /// What it describes and how its value is taken.
    let scope: OptionScope

    /// What holds where it is not written, as the manual says it.
    let standard: String

    /// Whether a changed value is taken on SIGHUP.
    package let isReloadable: Bool

    /// One sentence for the manual.
    package let summary: String

    /// An option of the table.
    init(
        _ name: String, _ scope: OptionScope, standard: String, isReloadable: Bool = true,
        _ summary: String
    ) {
        self.name = name
        self.scope = scope
        self.standard = standard
        self.isReloadable = isReloadable
        self.summary = summary
    }

    /// False for an option that is known, but not built.
    package var isSupported: Bool {
        if case .unsupported = scope { false } else { true }
    }
}
