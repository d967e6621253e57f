/// What an option describes, and with that where its value goes.
enum OptionScope: Sendable {
    /// The whole broker.
    case broker(OptionValue<BrokerDraft>)

    /// Who may connect: everywhere, or with `per_listener_settings` on the listener above.
    case access(OptionValue<AccessDraft>)

    /// The listener above.
    case listener(OptionValue<ListenerDraft>)

    /// What changes how other lines are read.
    case structure(StructuralOption)

    /// Known from mosquitto, not built here.
    case unsupported(UnsupportedOption)

    /// What may stand behind the name.
    var form: OptionForm {
        switch self {
        case .broker(let value): value.form
        case .access(let value): value.form
        case .listener(let value): value.form
        case .structure(let option): option.form
        case .unsupported(let option): option.form
        }
    }
}
