import type { PageWording } from './page-wording';

/** The pages in Indonesian. */
export const INDONESIAN: PageWording = {
  password: {
    title: 'Buat kata sandi baru',
    intro: (owner) => `Untuk akun Anda di ${owner}.`,
    email: 'Email',
    password: 'Kata sandi baru',
    repeat: 'Ulangi kata sandi baru',
    rules: ({ minLength, maxLength }) =>
      `${minLength} sampai ${maxLength} karakter. Beberapa kata yang tidak berkaitan mudah diingat dan sulit ditebak.`,
    submit: 'Simpan kata sandi',
    consequence: 'Anda akan keluar dari semua perangkat dan masuk lagi dengan kata sandi baru.',
    problems: {
      missing: () => 'Isi kedua kolom.',
      mismatch: () => 'Kedua kata sandi tidak sama.',
      too_short: ({ minLength }) => `Kata sandi terlalu pendek: minimal ${minLength} karakter.`,
      too_long: ({ maxLength }) => `Kata sandi terlalu panjang: maksimal ${maxLength} karakter.`,
      too_common: () => 'Kata sandi ini dipakai banyak orang. Pilih yang lain.',
      too_obvious: () =>
        'Mudah ditebak oleh orang yang mengenal Anda: pilih kata sandi tanpa nama, alamat email, musim, atau tahun.',
    },
    done: (owner) => ({
      title: 'Kata sandi Anda sudah diganti',
      lines: [
        `Sekarang Anda dapat masuk ke ${owner} dengan kata sandi baru.`,
        'Anda telah keluar dari semua perangkat.',
      ],
    }),
  },
  email: {
    title: 'Konfirmasi alamat email Anda',
    question: (email, owner) => `Apakah ${email} alamat email Anda di ${owner}?`,
    password: 'Kata sandi akun',
    submit: 'Ya, konfirmasi',
    wrong: 'Ini bukan kata sandi akun tersebut.',
    unknown: {
      title: 'Tidak tahu kata sandinya?',
      consequence:
        'Mungkin orang lain yang mendaftarkan alamat Anda. Buat kata sandi baru: semua sesi diakhiri, dan cara masuk lainnya dihapus.',
      submit: 'Simpan kata sandi dan konfirmasi',
    },
    unasked: 'Jika bukan, tutup halaman ini: tidak ada yang akan berubah.',
    done: (email, owner) => ({
      title: 'Alamat email sudah dikonfirmasi',
      lines: [`Terima kasih. ${email} sudah dikonfirmasi untuk akun Anda di ${owner}.`],
    }),
    takenOver: (email, owner) => ({
      title: 'Akun ini milik Anda',
      lines: [
        `${email} sudah dikonfirmasi, dan Anda dapat masuk ke ${owner} dengan kata sandi baru.`,
        'Semua sesi lain sudah diakhiri.',
      ],
    }),
  },
  entry: {
    title: 'Lanjutkan dengan tautan dari pesan Anda',
    intro:
      'Jika halaman ini tidak berlanjut dengan sendirinya, salin seluruh tautan dari pesan lalu tempelkan di sini.',
    label: 'Tautan dari pesan',
    submit: 'Lanjutkan',
    missing: 'Tempelkan tautan dari pesan.',
  },
  deadLink: {
    title: 'Tautan ini tidak berlaku lagi',
    lines: [
      'Tautan ini sudah dipakai, sudah kedaluwarsa, atau sudah digantikan oleh tautan yang lebih baru.',
      'Buka tautan dari pesan terbaru, atau minta tautan lain di aplikasi.',
    ],
  },
  disabled: {
    title: 'Akun ini dinonaktifkan',
    lines: ['Tidak ada yang berubah. Tanyakan akun Anda kepada pengelola toko atau aplikasi.'],
  },
  busy: {
    title: 'Coba lagi sebentar lagi',
    lines: ['Saat ini kami belum bisa melakukannya. Tautan Anda masih berlaku.'],
  },
};
