/// What became of one frame at one radio.
package struct EtherOutcome: Hashable, Sendable {
    /// Heard or not.
    package enum Fate: Hashable, Sendable {
        case received(Reception)
        case lost(Loss)
    }

    /// Why a radio did not hear a frame.
    package enum Loss: String, Hashable, Sendable {
        case otherTuning = "tuned otherwise"
        case receiverWasSending = "was sending itself"
        case tooWeak = "signal too weak"
        case collision = "collision"
    }

    package let transmission: EtherTransmission
    package let receiver: EtherModel.RadioID
    package let fate: Fate
}
