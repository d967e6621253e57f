/// Whether, where and how surely state is kept over a restart, as the operator wrote it.
package struct PersistenceSettings: Equatable, Sendable {
    /// Whether anything is kept at all.
    package var isEnabled: Bool

    /// The folder, if one was written.
    package var location: String?

    /// The file's name, to which the location is put in front, if one was written.
    package var file: String?

    /// What an acknowledgement promises.
    package var durability: Durability

    /// Nothing is kept; what is read from a configuration keeps unless told otherwise.
    package init(
        isEnabled: Bool = false,
        location: String? = nil,
        file: String? = nil,
        durability: Durability = .sync
    ) {
        self.isEnabled = isEnabled
        self.location = location
        self.file = file
        self.durability = durability
    }
}
