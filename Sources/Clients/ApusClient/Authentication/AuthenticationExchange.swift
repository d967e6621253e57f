internal import NIOCore

/// An exchange that the client is in the middle of.
struct AuthenticationExchange {
    let method: String
    var conversation: any AuthenticationConversation
    /// Who waits for the end of a re-authentication; nil for the exchange of CONNECT, which ends
    /// with CONNACK.
    let completion: EventLoopPromise<Result<Void, MQTTClientError>>?
}
