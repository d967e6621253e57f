/// What a listener makes of its clients' identifiers.
package enum ClientIDRule: Hashable, Sendable {
    /// Clients choose them.
    case free
    /// The user name stands in place of whatever the client sent.
    case userName
    /// They begin with the user name.
    case boundToUserName
}
