/// Parts of paths, which are compared but never followed here.
enum FilePath {
    /// The folder of a file, `.` for one of the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The file's own name.
    static func name(of path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    /// What follows the name's last dot, in lower case.
    static func suffix(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// Folder and name without the last suffix: equal for a certificate and its key, as people
    /// name them.
    static func stem(of path: String) -> String {
        let suffix = suffix(of: path)
        return suffix.isEmpty ? path : String(path.dropLast(suffix.count + 1))
    }

    /// The folders above a file, the nearest first; of a relative path those that it names.
    static func folders(above path: String) -> [String] {
        var folders: [String] = []
        var rest = folder(of: path)
        while rest != ".", folders.last != rest {
            folders.append(rest)
            if rest == "/" { break }
            rest = folder(of: rest)
        }
        return folders
    }
}
