/// What the law allows in a region, as data.
package struct BandPlan: Hashable, Sendable {
    /// The plan's usual name.
    package let name: String
    /// Where the rows come from.
    package let source: String
    /// Year and month of the source's edition.
    package let edition: String
    /// The rows, by frequency; they may overlap, and what lies between them is forbidden.
    package let subBands: [SubBand]

    /// The rules that a transmission on `channel` obeys.
    ///
    /// A channel across two rows, or at the edge of one, obeys both: the stricter duty cycle and
    /// power hold, and its airtime counts in each.
    package func rules(for channel: LoRaChannel) throws(BandPlanError) -> ChannelRules {
        let touched = subBands.filter { $0.touches(channel) }
        guard let first = touched.first, covers(touched, channel) else {
            throw .outsideEveryBand(channel: channel)
        }
        return ChannelRules(
            channel: channel, subBands: touched,
            dutyCycle: touched.map(\.dutyCycle).min() ?? first.dutyCycle,
            radiatedMilliwattsMax: touched.map(\.radiatedMilliwattsMax).min()
                ?? first.radiatedMilliwattsMax)
    }

    /// Rows are in order of their lower edges, so one pass finds a hole.
    private func covers(_ touched: [SubBand], _ channel: LoRaChannel) -> Bool {
        var reached = channel.lowerEdge
        for subBand in touched where subBand.lowerEdge <= reached {
            reached = max(reached, subBand.upperEdge)
        }
        guard let first = touched.first else { return false }
        return first.lowerEdge <= channel.lowerEdge && channel.upperEdge <= reached
    }
}
