namespace StreamW2V.Store.Mapping;

/// <summary>Where the rows of a writable matrix live.</summary>
public enum MappingKind
{
    /// <summary>
    /// A private copy-on-write mapping of the file: opening costs nothing, a page is copied when it is first written, the file never
    /// changes.
    /// </summary>
    Private,

    /// <summary>
    /// Anonymous memory in transparent huge pages, the file read in: fewer address-translation misses, all of the rows in memory.
    /// </summary>
    Huge,
}
