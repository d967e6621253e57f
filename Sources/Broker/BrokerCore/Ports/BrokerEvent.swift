package import MQTTPackets

/// What an operator may want to see, as values; texts are made where logs are written.
package enum BrokerEvent: Sendable {
    /// A client was accepted.
    case connected(ConnectionSlot, ConnectedClient)
    /// CONNACK leaves.
    case sendingConnAck(clientID: String, isSessionPresent: Bool, code: UInt8)
    /// CONNECT was refused.
    case refused(ConnectionSlot, clientID: String?, RefusalReason)
    case receivedPublish(PublishTrace)
    /// A PUBLISH that its client may not publish came, and was dropped.
    case deniedPublish(PublishTrace)
    case sendingPublish(PublishTrace)
    /// PUBACK, PUBREC, PUBREL or PUBCOMP.
    case receivedAcknowledgement(PacketType, clientID: String, packetID: UInt16, ReasonCode)
    case sendingAcknowledgement(PacketType, clientID: String, packetID: UInt16, ReasonCode)
    case receivedSubscribe(clientID: String)
    /// One filter of a SUBSCRIBE; `granted` is nil when it was refused.
    case subscribed(clientID: String, filter: String, requested: QoS, granted: QoS?)
    case sendingSubAck(clientID: String)
    case receivedUnsubscribe(clientID: String)
    case unsubscribed(clientID: String, filter: String)
    case sendingUnsubAck(clientID: String)
    case receivedPingReq(clientID: String)
    case sendingPingResp(clientID: String)
    case receivedDisconnect(clientID: String)
    case receivedAuth(clientID: String, ReasonCode)
    case sendingAuth(clientID: String, ReasonCode)
    /// The connection ended.
    case ended(ConnectionSlot, clientID: String?, EndReason)
    /// A QoS 0 message was dropped because the receiver does not read fast enough; said once per
    /// connection.
    case droppingForSlowReader(clientID: String, limitBytes: Int)
    /// A PUBLISH waits or was refused because a session that wants it is full.
    case queueFull(publisher: String, session: String, limitMessages: Int)
    /// A PUBLISH waits or was refused because the disk is too slow, or takes nothing at all.
    case journalFull(publisher: String, waitingBytes: Int)
    /// Messages that were kept for the session cannot be read back.
    case storedMessagesLost(clientID: String, count: Int)
    /// A session ended, and what it leaves of its shared subscriptions finds no member with room,
    /// or may have been sent at QoS 2 before the broker was killed.
    case sharedMessagesDropped(clientID: String, count: Int)
}

/// What is told of a client when it was accepted.
package struct ConnectedClient: Sendable {
    package let clientID: String
    package let version: ProtocolVersion
    package let isClean: Bool
    /// Seconds.
    package let keepAlive: UInt16
    package let userName: String?
    package let will: WillTrace?
}

/// What is told of a will.
package struct WillTrace: Sendable {
    package let topic: String
    package let payloadBytes: Int
    package let qos: QoS
    package let isRetained: Bool
}

/// What is told of a PUBLISH.
package struct PublishTrace: Sendable {
    package let clientID: String
    package let topic: String
    package let payloadBytes: Int
    package let qos: QoS
    package let isRetained: Bool
    package let isDuplicate: Bool
    /// 0 for QoS 0.
    package let packetID: UInt16
}

/// Why CONNECT was refused.
package enum RefusalReason: Hashable, Sendable {
    case malformed(DecodeError)
    /// The peer speaks something else than MQTT.
    case foreign(ForeignProtocol)
    case clientIDNotAllowed
    /// The client identifier's session belongs to another user name.
    case sessionOfAnotherUser
    case badUserNameOrPassword
    case notAuthorized
    /// The client would be let in no longer; what there is to tell of its certificate was told.
    case lapsed(Lapse)
    /// The client identifier must be the user's, and is not.
    case clientIDOfAnother(userName: String?)
    /// The same certificate is connected under that client identifier.
    case certificateInUse(clientID: String)
    case keepAliveTooLong(seconds: UInt16, max: UInt16)
    case tooManySessions(max: Int)
    /// The session, or the will, would have to be written, and the disk takes too little, or
    /// nothing.
    case journalFull(waitingBytes: Int)
    case authenticationMethodUnknown(String)
    /// Neither AUTH nor DISCONNECT came before CONNACK was sent `[MQTT-3.1.2-30]`.
    case unexpectedPacket(PacketType)
    /// AUTH breaks the rules of the exchange.
    case authenticationBroken(AuthenticationFault)
    case retainNotAvailable
    /// The will's QoS is above the listener's.
    case qosNotAvailable(max: QoS)
    /// The will is said to be UTF-8, and is not.
    case payloadFormatInvalid
    /// The will is longer than a payload may be.
    case willTooLong(limitBytes: Int)
}

/// What is wrong with an AUTH packet.
package enum AuthenticationFault: Hashable, Sendable {
    /// CONNECT named no method `[MQTT-4.12.0-7]`.
    case noMethodInConnect
    /// AUTH names another method than CONNECT, or none `[MQTT-4.12.0-5]`.
    case otherMethod(String?, agreed: String)
    /// The reason code does not fit: nothing was asked, or something else.
    case unexpectedReason(ReasonCode)
}

/// Why a connection ended.
package enum EndReason: Hashable, Sendable {
    /// DISCONNECT came.
    case disconnected
    /// The peer closed without DISCONNECT, or the network failed.
    case connectionLost
    /// Nothing came for one and a half times the keep alive interval `[MQTT-3.1.2-22]`.
    case keepAliveExceeded
    /// CONNECT did not come in time.
    case connectDeadlineExceeded
    /// Another connection took the session `[MQTT-3.1.4-3]`.
    case takenOver
    /// The peer's bytes were no legal packet.
    case malformed(DecodeError)
    /// A legal packet where it must not come.
    case unexpectedPacket(PacketType)
    /// AUTH breaks the rules of the exchange.
    case authenticationBroken(AuthenticationFault)
    /// The client could not prove again who it is `[MQTT-4.12.1-2]`.
    case reauthenticationFailed
    /// A re-authentication proved another user name than the one the session belongs to.
    case reauthenticatedAsAnother(userName: String?)
    /// More messages that were not acknowledged yet than Receive Maximum.
    case receiveMaximumExceeded(max: Int)
    /// A topic alias above those granted.
    case topicAliasInvalid(max: UInt16)
    /// A message of a QoS above the listener's.
    case qosNotSupported(max: QoS)
    /// A QoS 0 message that is said to be UTF-8, and is not.
    case payloadFormatInvalid
    /// A topic name of more levels than the limit.
    case topicTooDeep(levelsMax: Int)
    /// A retained message although this broker keeps none.
    case retainNotSupported
    /// A queue that this client feeds stayed full for longer than the stall deadline.
    case queueStayedFull
    /// The disk took too little, or nothing, for longer than the stall deadline.
    case journalStayedFull
    /// The client asks on and on but does not read the answers.
    case answersNotRead(limitBytes: Int)
    /// A packet that the client must be sent is longer than it takes `[MQTT-3.1.2-24]`.
    case answerTooLarge(PacketType, clientLimitBytes: Int)
    /// The client was let in and is entitled no longer; whom that is about was told already.
    case lapsed(Lapse)
    /// CONNECT was refused; that was told already.
    case refused
    /// The broker stops.
    case serverShutsDown
}
