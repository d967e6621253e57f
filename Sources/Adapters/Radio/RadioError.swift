/// Why a radio cannot do what it was asked.
package enum RadioError: Error, Hashable, Sendable {
    /// Nobody answers at the ether's port.
    case etherSilent(port: Int)
    /// The ether answers, and refuses.
    case refused(EtherRefusal)
    /// The frame does not fit into the radio's FIFO.
    case frameTooLong(byteCount: Int, max: Int)
    /// A frame is still on air: one radio sends one frame at a time.
    case busy
    /// The radio was closed.
    case closed
    /// The socket could not be opened; the number is errno's.
    case socket(errno: Int32)
}
