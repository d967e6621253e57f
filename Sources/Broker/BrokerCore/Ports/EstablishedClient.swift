/// Who is connected, and how that was proven: what it takes to judge again whether it may be.
package struct EstablishedClient: Sendable {
    /// The listener, as a place in ``BrokerSettings/listeners``.
    package let listener: Int
    package let clientID: String
    /// Nil for an anonymous client.
    package let userName: String?
    /// The method of enhanced authentication; nil when user name and password were judged.
    package let method: String?

    /// A client as its shard knows it.
    package init(listener: Int, clientID: String, userName: String?, method: String?) {
        self.listener = listener
        self.clientID = clientID
        self.userName = userName
        self.method = method
    }
}
