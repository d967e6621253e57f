import ArgumentParser
import Foundation
import Identity

/// Where identities lie and whether they may be replaced: the same for all that makes them.
struct IdentityFolderOptions: ParsableArguments {
    static let defaultFolder = "./apus-data/pki"

    @Option(help: "The folder of the authority and its identities.")
    var dir = defaultFolder

    @Flag(help: "Replace files that are there.")
    var force = false

    /// The folder by its absolute path, so that what is printed works from anywhere.
    var store: IdentityStore {
        IdentityStore(folder: URL(filePath: dir).standardizedFileURL.path(percentEncoded: false))
    }

    /// What to add to another command so that it uses the same folder.
    var argument: String {
        dir == Self.defaultFolder ? "" : " --dir \(ShellWord(dir))"
    }

    func validate() throws {
        if dir.isEmpty {
            throw ValidationError("--dir needs a folder, such as \(Self.defaultFolder)")
        }
    }
}
