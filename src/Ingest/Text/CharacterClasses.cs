using System.Globalization;
using System.Text;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Class and lower case of every character, as tables for the 65,536 of the basic plane (192 KiB, made once per process) and
/// computed beyond. Letters are the categories L*, digits N*, marks M*; everything else separates.
/// </summary>
internal sealed class CharacterClasses
{
    private const int BasicPlane = 0x10000;

    private static readonly char[] LowerCase = MakeLowerCase();
    private static CharacterClasses? s_unicode;
    private static CharacterClasses? s_cjk;

    private readonly CharacterClass[] _classes = new CharacterClass[BasicPlane];
    private readonly bool _splitsCjk;

    private CharacterClasses(bool splitsCjk)
    {
        _splitsCjk = splitsCjk;
        for (var value = 0; value < BasicPlane; value++)
        {
            _classes[value] = Rune.TryCreate(value, out var rune) ? Compute(rune) : CharacterClass.Separator;
        }

        for (var value = 0; value < 0x80; value++)
        {
            AsciiLetters[value] = _classes[value] == CharacterClass.Word ? (byte)LowerCase[value] : (byte)0;
        }
    }

    /// <summary>Runs of letters, marks and digits.</summary>
    public static CharacterClasses Unicode => s_unicode ??= new CharacterClasses(splitsCjk: false);

    /// <summary>The same with Han and Hiragana one by one and Katakana apart.</summary>
    public static CharacterClasses Cjk => s_cjk ??= new CharacterClasses(splitsCjk: true);

    /// <summary>For each ASCII byte its lower case if it is a letter or digit, else 0; 0 from 0x80 on.</summary>
    public byte[] AsciiLetters { get; } = new byte[256];

    public CharacterClass this[Rune rune] => rune.Value < BasicPlane ? _classes[rune.Value] : Compute(rune);

    /// <summary>Simple lower case, the same in every culture.</summary>
    public static Rune Lower(Rune rune) => rune.Value < BasicPlane ? new Rune(LowerCase[rune.Value]) : Rune.ToLowerInvariant(rune);

    private static char[] MakeLowerCase()
    {
        var lower = new char[BasicPlane];
        for (var value = 0; value < BasicPlane; value++)
        {
            // No character of the basic plane has its lower case outside of it.
            lower[value] = Rune.TryCreate(value, out var rune) ? (char)Rune.ToLowerInvariant(rune).Value : (char)value;
        }

        return lower;
    }

    private CharacterClass Compute(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            => _splitsCjk ? ComputeCjk(rune.Value) : CharacterClass.Word,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Extender,
        _ => CharacterClass.Separator,
    };

    /// <summary>The scripts by their blocks (Unicode 16, Scripts.txt), letters and numbers only: .NET has no script property.</summary>
    private static CharacterClass ComputeCjk(int value) => value switch
    {
        0x30FC or 0xFF70 => CharacterClass.Extender,
        >= 0x30A0 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9F => CharacterClass.Katakana,
        0x1B000 or >= 0x1AFF0 and <= 0x1AFFE => CharacterClass.Katakana,
        >= 0x1B120 and <= 0x1B122 or 0x1B155 or >= 0x1B164 and <= 0x1B167 => CharacterClass.Katakana,
        >= 0x3041 and <= 0x309F or >= 0x1B001 and <= 0x1B11F or 0x1B132 or >= 0x1B150 and <= 0x1B152 => CharacterClass.Single,
        0x3005 or 0x3007 or >= 0x3021 and <= 0x3029 or >= 0x3038 and <= 0x303B => CharacterClass.Single,
        >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF => CharacterClass.Single,
        >= 0x20000 and <= 0x3FFFF => CharacterClass.Single,
        _ => CharacterClass.Word,
    };
}
