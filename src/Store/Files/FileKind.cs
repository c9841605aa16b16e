namespace StreamW2V.Store.Files;

/// <summary>The kinds of path that a scan tells apart.</summary>
public enum FileKind : byte
{
    /// <summary>A FIFO, socket, device or anything else that must never be opened for reading lines.</summary>
    Other,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,
}
