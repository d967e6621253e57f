internal import MQTTPackets
internal import NIOCore

/// A SUBSCRIBE or UNSUBSCRIBE whose answer is awaited.
struct PendingRequest {
    let operation: MQTTClientError.Operation
    let filterCount: Int
    let promise: EventLoopPromise<Result<[ReasonCode], MQTTClientError>>

    /// Whether SUBACK or UNSUBACK fits: one reason per filter `[MQTT-3.8.4-6]`, which UNSUBACK has
    /// only in MQTT 5.
    func isAnswered(
        by operation: MQTTClientError.Operation, reasonCount: Int,
        version: MQTTPackets.ProtocolVersion
    ) -> Bool {
        guard operation == self.operation else { return false }
        if operation == .unsubscribe && version != .v5 { return true }
        return reasonCount == filterCount
    }
}
