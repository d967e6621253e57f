/// How an option's text becomes a value of the draft it belongs to.
struct OptionValue<Target>: Sendable {
    /// What may be written.
    let form: OptionForm

    /// Puts a value, whose form was checked, into the draft.
    let store: @Sendable (String, inout Target) throws(ProblemReason) -> Void

    /// A flag; the last one written holds.
    static func flag(_ path: any WritableKeyPath<Target, Bool> & Sendable) -> Self {
        Self(form: .flag) { (text, target) throws(ProblemReason) in
            target[keyPath: path] = try OptionForm.flag(from: text)
        }
    }

    /// A flag whose absence has a meaning of its own; the last one written holds.
    static func flag(_ path: any WritableKeyPath<Target, Bool?> & Sendable) -> Self {
        Self(form: .flag) { (text, target) throws(ProblemReason) in
            target[keyPath: path] = try OptionForm.flag(from: text)
        }
    }

    /// A number; the last one written holds.
    static func number(
        _ bounds: NumberBounds, store: @escaping @Sendable (Int, inout Target) -> Void
    ) -> Self {
        Self(form: .number(bounds)) { (text, target) throws(ProblemReason) in
            store(try bounds.number(from: text), &target)
        }
    }

    /// A text that may be written once.
    static func text(
        _ path: any WritableKeyPath<Target, String?> & Sendable, bytesMax: Int? = nil
    ) -> Self {
        Self(form: .text(bytesMax: bytesMax)) { (text, target) throws(ProblemReason) in
            if target[keyPath: path] != nil { throw .duplicateValue }
            target[keyPath: path] = text
        }
    }

    /// A value with a form of its own.
    static func other(
        _ form: String,
        store: @escaping @Sendable (String, inout Target) throws(ProblemReason) -> Void
    ) -> Self {
        Self(form: .other(form), store: store)
    }
}
