/// What happens in the ether, for whoever watches it.
package enum EtherEvent: Hashable, Sendable {
    /// A radio came in; the port is its own.
    case joined(radio: EtherModel.RadioID, port: Int)
    case left(radio: EtherModel.RadioID)
    case refused(port: Int, EtherRefusal)
    case onAir(EtherTransmission)
    case ended(EtherOutcome)
    /// A datagram that was none of ours was dropped.
    case dropped(EtherDatagramError)
}
