/// Why a band plan has no rules for a channel.
package enum BandPlanError: Error, Hashable, Sendable {
    /// Some of the spectrum the channel fills belongs to nobody or to alarms.
    case outsideEveryBand(channel: LoRaChannel)
}
