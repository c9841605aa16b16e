using System.Text;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>One inode of the model: its names, its text, and whether the text is on disk compressed.</summary>
internal sealed class ModelFile(string path)
{
    /// <summary>Its paths; more than one with hard links.</summary>
    public List<string> Paths { get; } = [path];

    /// <summary>What the disk holds, inflated for a compressed file.</summary>
    public StringBuilder Text { get; } = new();

    public bool IsGzip { get; init; }

    /// <summary>What it was copied from, if it was; its name is what it is recognized by then.</summary>
    public ModelFile? Original { get; init; }

    public bool IsCopy => Original is not null;

    /// <summary>Where it was made; a copy or compressed file that was moved out comes back there.</summary>
    public string Home { get; } = path;

    /// <summary>Copies that were made of it, which are recognized by this file's name.</summary>
    public List<ModelFile> Copies { get; } = [];

    /// <summary>Whether its name is not the one it was made with, nor one that rotation gave it: a compressed file under the new name is not recognized.</summary>
    public bool HasOtherName { get; set; }

    /// <summary>Whether it ever went from one folder to another.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether it ever had a copy.</summary>
    public bool HasCopy { get; set; }

    /// <summary>Whether it has a copy and was not truncated yet.</summary>
    public bool IsBeingCopied { get; set; }

    /// <summary>A compressed file of which only the first part is on disk: nothing in it has to be read.</summary>
    public bool IsCut { get; set; }

    /// <summary>A copy or a compressed file under way, made from this one.</summary>
    public ModelFile? Successor { get; set; }

    /// <summary>Names the words that are appended next.</summary>
    public string Stream { get; set; } = "";

    /// <summary>How many words of the stream there are.</summary>
    public int Words { get; set; }

    /// <summary>The words on disk, in order.</summary>
    public IEnumerable<string> AllWords => Text.ToString().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The word behind which a last line without end stops, or null.</summary>
    public string? PartialEnd => Text.Length == 0 || Text[^1] == '\n' ? null : AllWords.LastOrDefault();
}
