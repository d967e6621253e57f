/// Why the ether does not carry a frame or take in a radio.
package enum EtherRefusal: UInt8, Error, Hashable, Sendable, CaseIterable {
    /// The sender has not said how it is tuned.
    case notRegistered = 1
    /// The sender's previous frame is still on air.
    case stillOnAir = 2
    /// As many radios as the ether holds are there.
    case tooManyRadios = 3
}
