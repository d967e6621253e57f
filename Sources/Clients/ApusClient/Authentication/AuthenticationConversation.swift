/// One exchange of an ``AuthenticationMechanism``.
public protocol AuthenticationConversation: Sendable {
    /// What the client sends first, with CONNECT or with the AUTH that begins a re-authentication.
    var initialData: [UInt8]? { get }

    /// Answers what the broker asks. Long work belongs into a `@concurrent` function: this one runs
    /// on the client's loop.
    mutating func respond(
        to challenge: [UInt8]?
    ) async throws(AuthenticationFailure) -> [UInt8]?

    /// Judges the broker's last word, which comes when it has accepted the client.
    /// - Throws: when the broker did not prove what the mechanism has it prove; the client then
    ///   ends the connection.
    mutating func conclude(with finalData: [UInt8]?) throws(AuthenticationFailure)
}
