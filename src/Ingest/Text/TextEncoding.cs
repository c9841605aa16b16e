namespace StreamW2V.Ingest.Text;

/// <summary>The encodings a source may arrive in. Text is UTF-8 from the framer on.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, the default; invalid sequences are repaired.</summary>
    Utf8,

    /// <summary>UTF-16, low byte first; only when the source starts with FF FE.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, high byte first; only when the source starts with FE FF.</summary>
    Utf16BigEndian,
}
