import BrokerCore

/// Messages that found no room.
enum QueueText {
    static func line(for event: BrokerEvent) -> (type: LogTypes, text: String)? {
        switch event {
        case .droppingForSlowReader(let clientID, let limitBytes):
            (
                .warning,
                "Client \(clientID) reads too slowly: \(limitBytes) bytes wait for it, and QoS 0 "
                    + "messages beyond that are dropped; subscribe with QoS 1 to keep them."
            )
        case .queueFull(let publisher, let session, let limitMessages):
            (
                .warning,
                "Client \(publisher) must wait: \(limitMessages) messages are queued for "
                    + "\(session), its limit (max_queued_messages)."
            )
        case .sharedMessagesDropped(let clientID, let count):
            (
                .warning,
                "\(count) messages of shared subscriptions that waited for \(clientID) were "
                    + "dropped when its session ended: every other member has as many waiting as "
                    + "it may (max_queued_messages), or they are of QoS 2 and may have been sent "
                    + "before the broker was killed."
            )
        case .journalFull(let publisher, let waitingBytes):
            (
                .warning,
                "Client \(publisher), and perhaps others, must wait or, with MQTT 5, was told to "
                    + "try again: \(waitingBytes) bytes are not on disk yet. The disk is slower "
                    + "than its publishers, or takes nothing; then the log says why."
            )
        case .storedMessagesLost(let clientID, let count):
            (
                .error,
                "Error: \(count) messages that were kept for \(clientID) cannot be read back: "
                    + "they are damaged on disk. Look after the disk; the others are delivered."
            )
        default: nil
        }
    }
}
