import NIOCore

/// A frame on its way from ``EtherRadio`` to its event loop, and who waits for its end.
struct TransmitRequest: Sendable {
    let bytes: [UInt8]
    let done: EventLoopPromise<Result<TransmitReceipt, RadioError>>
}
