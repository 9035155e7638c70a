//! Whole files, container by container and codec by codec.

use sila::recordings::{Refusal, convert};

use super::studio::{Studio, convert_with_ffmpeg};

/// Difference in seconds to what ffmpeg reads; MP3 and its like begin and end in silence.
const SLACK: f32 = 0.15;

/// A picture of a few hundred kilobytes, as the cover of an album.
const WITH_PICTURE: &str = "-f lavfi -i nullsrc=s=400x400:d=0.04,geq=random(1)*255:128:128 -map 0:a -map 1:v -c:v png \
                            -disposition:v attached_pic";

/// What is wrong with a sound that is not as long as ffmpeg reads its file.
fn fault(studio: &Studio, name: &str, file: &[u8], seconds: f32) -> Option<String> {
    let expected = studio.seconds_by_ffmpeg(file);
    let is_whole = (seconds - expected).abs() < SLACK && seconds > 1.3;
    (!is_whole).then(|| format!("{name}: {seconds} s, and {expected} s by ffmpeg"))
}

fn all_are_taken(files: &[(&str, &str)]) {
    let Some(studio) = Studio::open() else { return };
    let faults = files.iter().filter_map(|(options, name)| {
        let file = studio.ffmpeg(options, name);
        let name = format!("{options} {name}");
        match convert(file.clone()) {
            Ok(sound) => fault(&studio, &name, &file, sound.seconds),
            Err(why) => Some(format!("{name}: {why}")),
        }
    });
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

/// Each of these is named where ffmpeg isn't, and taken whole where it is.
fn all_are_taken_by_ffmpeg(files: &[(&str, &str, &str)]) {
    let Some(studio) = Studio::open() else { return };
    let faults = files.iter().filter_map(|(options, name, what)| {
        let file = studio.ffmpeg(options, name);
        let name = format!("{options} {name}");
        match (convert(file.clone()), convert_with_ffmpeg(&file)) {
            (Err(Refusal::Foreign(format)), Ok(sound)) if format.what == *what => {
                fault(&studio, &name, &file, sound.seconds)
            }
            (without, with) => {
                let (without, with) = (without.map(|one| one.seconds), with.map(|one| one.seconds));
                Some(format!("{name}: {without:?}, {with:?}"))
            }
        }
    });
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_wav_that_ffmpeg_writes_is_taken() {
    all_are_taken(&[
        ("-c:a pcm_u8", "x.wav"),
        ("-c:a pcm_s16le", "x.wav"),
        ("-c:a pcm_s24le", "x.wav"),
        ("-c:a pcm_s32le", "x.wav"),
        ("-c:a pcm_f32le", "x.wav"),
        ("-c:a pcm_f64le", "x.wav"),
        ("-c:a pcm_alaw", "x.wav"),
        ("-c:a pcm_mulaw", "x.wav"),
        ("-c:a pcm_alaw -ac 1 -ar 8000", "x.wav"),
        ("-c:a adpcm_ms", "x.wav"),
        ("-c:a adpcm_ima_wav", "x.wav"),
        ("-c:a adpcm_ms -ac 1 -ar 8000", "x.wav"),
        ("-c:a adpcm_ima_wav -ac 1 -ar 8000", "x.wav"),
        ("-c:a libmp3lame", "x.wav"),
        ("-c:a mp2", "x.wav"),
        ("-ac 6", "x.wav"),
        ("-ac 6 -c:a pcm_s24le", "x.wav"),
        ("-ac 6 -c:a pcm_f32le", "x.wav"),
        ("-ac 4 -c:a pcm_alaw", "x.wav"),
        ("-ar 192000 -c:a pcm_s32le", "x.wav"),
        ("-write_bext 1 -metadata description=Fee", "x.wav"),
        ("-write_peak on -metadata title=Fee", "x.wav"),
        ("-rf64 always", "x.wav"),
        ("-rf64 always -c:a pcm_f32le", "x.wav"),
        ("", "x.w64"),
        ("-c:a pcm_s24le", "x.w64"),
        ("-c:a pcm_f32le", "x.w64"),
        ("-c:a pcm_alaw", "x.w64"),
        ("-c:a adpcm_ms", "x.w64"),
    ]);
}

#[test]
fn every_mp3_flac_and_ogg_that_ffmpeg_writes_is_taken() {
    all_are_taken(&[
        ("-b:a 128k", "x.mp3"),
        ("-b:a 320k -ar 48000", "x.mp3"),
        ("-q:a 2", "x.mp3"),
        ("-q:a 9 -ac 1", "x.mp3"),
        ("-b:a 64k -ar 22050", "x.mp3"),
        ("-b:a 16k -ar 8000 -ac 1", "x.mp3"),
        ("-write_xing 0", "x.mp3"),
        ("-write_xing 0 -q:a 4", "x.mp3"),
        ("-write_id3v1 1 -metadata title=Fee", "x.mp3"),
        ("-id3v2_version 3 -metadata title=Fee", "x.mp3"),
        ("-id3v2_version 0 -write_xing 0", "x.mp3"),
        ("-joint_stereo 0 -reservoir 0", "x.mp3"),
        ("-abr 1 -b:a 96k", "x.mp3"),
        ("-c:a libshine", "x.mp3"),
        ("", "x.mp2"),
        ("-c:a libtwolame -b:a 64k -ac 1", "x.mp2"),
        ("-ar 24000", "x.mp2"),
        ("", "x.flac"),
        ("-sample_fmt s32", "x.flac"),
        (WITH_PICTURE, "x.flac"),
        (WITH_PICTURE, "x.mp3"),
        ("-ar 96000 -compression_level 12", "x.flac"),
        ("-c:a libvorbis -q:a 0", "x.ogg"),
        ("-c:a libvorbis -q:a 8 -ac 1 -ar 8000", "x.oga"),
        ("-c:a libvorbis -page_duration 20000", "x.ogg"),
        ("-c:a flac", "x.ogg"),
        ("-c:a flac -ar 16000 -ac 1", "x.oga"),
    ]);
}

#[test]
fn what_phones_write_is_taken_by_way_of_ffmpeg() {
    let m4a = "an M4A or MP4 file";
    let webm = "a WebM or Matroska file";
    all_are_taken_by_ffmpeg(&[
        ("-c:a aac", "x.m4a", m4a),
        ("-c:a aac -ac 1 -ar 16000 -movflags +faststart", "x.m4a", m4a),
        ("-c:a alac", "x.m4a", m4a),
        (WITH_PICTURE, "x.m4a", m4a),
        ("-c:a aac -movflags frag_keyframe+empty_moov", "x.mp4", m4a),
        ("-c:a mp3", "x.mp4", m4a),
        ("-c:a aac", "x.3gp", "a 3GP file"),
        ("-c:a pcm_s16le", "x.mov", "a QuickTime file"),
        ("-c:a libopus", "x.webm", webm),
        ("-c:a libopus -live 1", "x.webm", webm),
        ("-c:a libvorbis", "x.webm", webm),
        ("-c:a flac", "x.mka", webm),
        ("-c:a libopus", "x.opus", "an Ogg file with Opus sound"),
        ("-c:a libopus -ac 1 -b:a 16k", "x.ogg", "an Ogg file with Opus sound"),
        ("-c:a libspeex -ar 16000 -ac 1", "x.spx", "an Ogg file with Speex sound"),
        ("-c:a aac", "x.aac", "an AAC file"),
    ]);
}

#[test]
fn what_studios_and_exchanges_write_is_taken_by_way_of_ffmpeg() {
    let gsm = "a WAV file with the GSM sound of mobile phones and voice mail";
    let telephone = "a WAV file with compressed telephone sound (G.721 to G.726)";
    let unusual = "a WAV file whose sound is compressed in an unusual way";
    all_are_taken_by_ffmpeg(&[
        ("-c:a pcm_s16be", "x.aiff", "an AIFF file"),
        ("-c:a pcm_s24be", "x.aiff", "an AIFF file"),
        ("-c:a pcm_alaw", "x.aiff", "an AIFF file"),
        ("-c:a pcm_s16be", "x.au", "an AU file"),
        ("-c:a pcm_mulaw -ar 8000 -ac 1", "x.au", "an AU file"),
        ("-c:a pcm_s16be", "x.caf", "a CAF file"),
        ("-c:a alac", "x.caf", "a CAF file"),
        ("-c:a wmav2", "x.wma", "a WMA file"),
        ("", "x.wv", "a WavPack file"),
        ("", "x.tta", "a True Audio file"),
        ("", "x.ac3", "an AC-3 file"),
        ("-c:a pcm_u8", "x.voc", "a VOC file"),
        ("-c:a mp3", "x.avi", "an AVI file"),
        ("-c:a gsm_ms -ar 8000 -ac 1", "x.wav", gsm),
        ("-c:a g722 -ar 16000 -ac 1", "x.wav", telephone),
        ("-c:a g726 -ar 8000 -ac 1", "x.wav", telephone),
        ("-c:a adpcm_yamaha", "x.wav", "a WAV file of a rare ADPCM kind"),
        ("-c:a wmav2", "x.wav", "a WAV file with Windows Media sound"),
        ("-c:a pcm_s64le", "x.wav", "a WAV file with samples of an unusual size"),
        ("-c:a ac3", "x.wav", unusual),
        ("-c:a flac", "x.wav", unusual),
    ]);
}

#[test]
fn every_file_of_sox_is_taken() {
    let Some(studio) = Studio::open() else { return };
    let files = [
        ("", "x.wav"),
        ("-e gsm -r 8000 -c 1", "x.wav"),
        ("-e ima-adpcm", "x.wav"),
        ("-e ms-adpcm", "x.wav"),
        ("-e a-law -r 8000 -c 1", "x.wav"),
        ("-b 24 -t wavpcm", "x.wav"),
        ("-t w64", "x.w64"),
        ("-B", "x.wav"),
        ("", "x.flac"),
        ("", "x.ogg"),
        ("", "x.aiff"),
        ("", "x.au"),
        ("", "x.caf"),
        ("-r 8000 -c 1", "x.amr-nb"),
    ];
    let faults = files.iter().filter_map(|(options, name)| {
        let file = studio.sox(options, name);
        let name = format!("{options} {name}");
        match convert_with_ffmpeg(&file) {
            Ok(sound) => fault(&studio, &name, &file, sound.seconds),
            Err(why) => Some(format!("{name}: {why}")),
        }
    });
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn loose_bytes_at_the_end_of_a_whole_file_do_not_matter() {
    let Some(studio) = Studio::open() else { return };
    let mut file = studio.ffmpeg("-c:a gsm_ms -ar 8000 -ac 1 -fflags +bitexact", "x.wav");
    let data = file.windows(4).position(|name| name == b"data").unwrap();
    let length = u32::try_from(file.len() - data - 8).unwrap();
    file.extend([0; 2]);
    file[data + 4..data + 8].copy_from_slice(&(length + 2).to_le_bytes());
    let sound = convert_with_ffmpeg(&file).unwrap();
    assert_eq!(fault(&studio, "GSM with two bytes more", &file, sound.seconds), None);
}

#[test]
fn what_is_no_sound_file_is_not_given_to_ffmpeg() {
    let Some(studio) = Studio::open() else { return };
    let list = format!("#EXTM3U\n#EXTINF:1,\nfile://{}\n", studio.path("sound.wav").display());
    let concat = format!("ffconcat version 1.0\nfile '{}'\n", studio.path("sound.wav").display());
    for file in [list, concat] {
        assert_eq!(convert_with_ffmpeg(file.as_bytes()), Err(Refusal::NotAudio));
    }
}
