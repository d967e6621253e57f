/// Where state is kept over a restart, as the operator wrote it.
package struct PersistenceSettings: Equatable, Sendable {
    /// Whether anything is kept at all.
    package var isEnabled: Bool

    /// The folder; nil for the working directory.
    package var location: String?

    /// The file's name inside the folder.
    package var file: String

    /// When a broker that does not write at once would save.
    package var autosave: AutosaveRule

    /// As mosquitto: nothing is kept.
    package init(
        isEnabled: Bool = false,
        location: String? = nil,
        file: String = "mosquitto.db",
        autosave: AutosaveRule = .every(.seconds(1800))
    ) {
        self.isEnabled = isEnabled
        self.location = location
        self.file = file
        self.autosave = autosave
    }
}
