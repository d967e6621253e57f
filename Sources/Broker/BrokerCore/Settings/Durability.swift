/// What an acknowledgement promises about the disk.
package enum Durability: Hashable, Sendable {
    /// What was acknowledged is on disk: nothing of it is lost on a power cut.
    case sync

    /// Written before it is acknowledged, forced to disk so often: a power cut loses at most what
    /// was acknowledged in that time, a kill nothing.
    case interval(Duration)

    /// Written before it is acknowledged, forced to disk when the system likes: a kill loses
    /// nothing, a power cut any amount.
    case off
}
