/// What is known of an option that is not built.
struct UnsupportedOption: Sendable {
    /// What it describes in mosquitto.
    enum Subject: Sendable { case broker, listener, bridge, plugin, newBridge, newPlugin }

    /// What becomes of a configuration that uses it.
    enum Answer: Sendable {
        /// It is refused: starting without the option would not be what was asked for.
        case refused(why: String)

        /// It is read with a warning: clients see no difference that matters.
        case ignored(why: String)
    }

    /// What it describes.
    let subject: Subject

    /// What may stand behind the name; a value of another form is reported first.
    let form: OptionForm

    /// The value that asks for nothing, which is taken without a word.
    let valueWithoutEffect: Bool?

    /// What becomes of any other value.
    let answer: Answer

    /// The reason for the operator, nil for the value that asks for nothing.
    func reason(for value: String) throws(ProblemReason) -> ProblemReason? {
        try form.check(value)
        if case .flag = form, let valueWithoutEffect,
            try OptionForm.flag(from: value) == valueWithoutEffect
        {
            return nil
        }
        switch answer {
        case .refused(let why): return .unsupported(why: why)
        case .ignored(let why): return .ignored(why: why)
        }
    }
}
