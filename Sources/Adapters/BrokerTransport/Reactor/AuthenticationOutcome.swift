package import BrokerCore

/// What finding out who a client is has come to. Whoever answers keeps no list of exchanges: how
/// one goes on travels with its connection and ends with it.
package struct AuthenticationOutcome: Sendable {
    /// Judges the client's next data, which may be missing.
    package typealias Step = @Sendable ([UInt8]?) -> AuthenticationOutcome

    package let verdict: AuthenticationVerdict
    /// Nil unless the verdict is `.continued`.
    package let next: Step?

    /// The end of an exchange, or of none.
    package init(_ verdict: AuthenticationVerdict) {
        self.verdict = verdict
        next = nil
    }

    /// AUTH with this data leaves, and `next` judges what comes back.
    package init(continuedWith data: [UInt8], next: @escaping Step) {
        verdict = .continued(data: data)
        self.next = next
    }
}
