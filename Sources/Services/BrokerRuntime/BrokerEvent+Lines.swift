import BrokerCore

extension BrokerEvent {
    /// The kinds of lines that the event may become: a text that nobody wants is not made.
    var lineTypes: LogTypes {
        switch self {
        case .connected: [.notice, .debug]
        case .refused: .notice
        case .ended: [.notice, .warning]
        case .subscribed: [.notice, .debug, .subscribe]
        case .unsubscribed: [.debug, .unsubscribe]
        case .droppingForSlowReader, .queueFull, .sharedMessagesDropped, .journalFull,
            .storedMessagesLost:
            [.warning, .error]
        case .sendingConnAck, .receivedPublish, .deniedPublish, .sendingPublish,
            .receivedAcknowledgement, .sendingAcknowledgement, .receivedSubscribe,
            .sendingSubAck, .receivedUnsubscribe, .sendingUnsubAck, .receivedPingReq,
            .sendingPingResp, .receivedDisconnect, .receivedAuth, .sendingAuth:
            .debug
        }
    }
}
