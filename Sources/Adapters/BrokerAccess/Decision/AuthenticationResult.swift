/// Who a client is, once and for its whole connection.
package enum AuthenticationResult: Hashable, Sendable {
    /// It may connect; nil for an anonymous client.
    case accepted(userName: String?)

    /// It may not.
    case refused(AuthenticationRefusal)
}
