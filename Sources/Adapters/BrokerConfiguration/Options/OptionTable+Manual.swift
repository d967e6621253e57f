extension OptionTable {
    /// The manual's text for a list of options, one paragraph each.
    package static func manual(of options: [ConfigurationOption] = options) -> String {
        options.map(paragraph).joined(separator: "\n")
    }

    private static func paragraph(of option: ConfigurationOption) -> String {
        var text = "\(option.name) \(option.scope.form.manualText)\n    \(option.summary)\n"
        if case .unsupported(let unsupported) = option.scope {
            switch unsupported.answer {
            case .refused(let why): return text + "    Not supported yet: \(why).\n"
            case .ignored(let why): return text + "    Read without effect: \(why).\n"
            }
        }
        text += "    Default: \(option.standard)."
        if case .access = option.scope {
            text += " Holds for all listeners, or with per_listener_settings for the one above."
        }
        return text + (option.isReloadable ? " Reloaded on SIGHUP.\n" : "\n")
    }
}
