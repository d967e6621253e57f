/// Why an exchange of enhanced authentication failed on the client's side.
public enum AuthenticationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The user name or password has other characters than printable ASCII, or is empty.
    case unusableCredential(field: String)
    /// The broker's message is not what the mechanism has it be; the attribute at fault.
    case malformedMessage(attribute: String)
    /// The broker answered another exchange than this one.
    case otherNonce
    /// The broker asks for so few iterations that an eavesdropper could guess the password, or for
    /// so many that the client would compute for long.
    case iterationsOutOfBounds(Int, allowed: ClosedRange<Int>)
    /// The broker said in the mechanism's words why it refused.
    case refused(String)
    /// The broker did not prove that it knows the client's credential: it may be an impostor.
    case brokerUnproven
    /// What an application's own mechanism has to say.
    case other(String)

    public var description: String {
        switch self {
        case .unusableCredential(let field):
            "the \(field) must be printable ASCII and not empty"
        case .malformedMessage(let attribute):
            "the broker's message is wrong at '\(attribute)'"
        case .otherNonce: "the broker answered another exchange: its nonce does not fit"
        case .iterationsOutOfBounds(let count, let allowed):
            "the broker asks for \(count) iterations; \(allowed.lowerBound) to "
                + "\(allowed.upperBound) are acceptable"
        case .refused(let text): "the broker refused it: \(text)"
        case .brokerUnproven:
            "the broker did not prove that it knows this user; is it the broker that it claims to "
                + "be?"
        case .other(let text): text
        }
    }
}
