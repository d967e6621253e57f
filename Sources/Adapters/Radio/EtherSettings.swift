/// How the simulated ether behaves.
package struct EtherSettings: Hashable, Sendable {
    /// The same seed gives the same fading, frame for frame.
    package var seed: UInt64 = 1
    /// How fast signals weaken: 2 in free space, 2.7 to 3.5 in a town.
    package var pathLossExponent = 2.7
    /// Most that fading adds to or takes from a frame, in dB.
    package var fadingDecibelsMax = 2.0
    /// How much stronger a frame must be than another on top of it to be heard all the same, in dB.
    package var captureDecibels = 6.0
    /// Radios that may be registered at once.
    package var radiosMax = 64
    /// A radio that has not been heard of for so long makes room for others when it is needed.
    package var silenceMax: Duration = .seconds(30)

    /// The standard surroundings.
    package init() {}
}
