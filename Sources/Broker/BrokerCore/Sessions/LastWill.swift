/// The will of a connected client: an object, because few have one.
final class LastWill {
    let publication: Publication.Owned
    /// Seconds until it is published after the connection is lost.
    let delaySeconds: UInt32

    init(_ publication: Publication.Owned, delaySeconds: UInt32) {
        self.publication = publication
        self.delaySeconds = delaySeconds
    }
}
